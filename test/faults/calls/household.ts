import type { CallName } from './call';
import { Subject, type Aim, type Met, type Owner } from './subject';

/**
 * Calls that name no order: sweeps, the reader of missed events, the inbox, the watch over workflows. Every order lives of
 * them, so that a fault of one is felt by all; several may be aimed at, each at one call.
 */
export class Household implements Owner {
  readonly subjects: readonly Subject[];

  constructor(aims: readonly Aim[]) {
    this.subjects = aims.length === 0 ? [new Subject(NAME, [])] : aims.map((aim, index) => named(aim, index));
  }

  meet(name: CallName, changes: boolean): Met {
    const mets = this.subjects.map((subject) => subject.meet(name, changes));
    const met = mets.find(({ fault }) => fault !== undefined) ?? mets[0];
    if (met === undefined) throw new Error('a household has one subject at least');
    return met;
  }
}

const NAME = 'household';

function named(aim: Aim, index: number): Subject {
  return new Subject(`${NAME}-${index.toString()}`, [aim]);
}
