/**
 * How many orders live side by side: as many as this machine can serve at this moment, told by how long the shop waits for
 * answers. Too many would wait for each other until their holds ran out, too few for nothing but the clock.
 */
export class Crowd {
  private living = 0;
  private limit = FIRST;
  private answers: number[] = [];
  private readonly waiting: (() => void)[] = [];

  /** @param most however quick the answers are */
  constructor(private readonly most: number) {}

  /** Waits for a place. */
  async enter(): Promise<void> {
    while (this.living >= Math.min(this.limit, this.most)) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    this.living += 1;
  }

  leave(): void {
    this.living -= 1;
    this.waiting.shift()?.();
  }

  /** The shop has waited so long for an answer; `pace` is how much slower than an idle machine this one is at best. */
  feel(milliseconds: number, pace: number): void {
    this.answers.push(milliseconds / pace);
    if (this.answers.length < ANSWERS) return;
    const [median = 0] = [...this.answers].sort((one, other) => one - other).slice(ANSWERS / 2);
    this.answers = [];
    if (median < QUICK_MS) this.limit = Math.min(this.limit + STEP, this.most);
    else if (median > SLOW_MS) this.limit = Math.max(this.limit * 0.8, LEAST);
    for (let free = this.limit - this.living; free > 0; free -= 1) this.waiting.shift()?.();
  }
}

const FIRST = 24;
const LEAST = 12;
const STEP = 4;

/** Answers that are looked at together: of a fault, most of them know nothing. */
const ANSWERS = 12;

/** A life has four or five answers, and half a hold for all of them. */
const QUICK_MS = 1_500;
const SLOW_MS = 3_000;
