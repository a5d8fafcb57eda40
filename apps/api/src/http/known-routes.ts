/** Which paths there are and which methods each knows: tells "not here" from "not this way". */
export class KnownRoutes {
  private readonly routes: { readonly methods: readonly string[]; readonly segments: readonly string[] }[] = [];

  /** @param pattern as Fastify writes it, `/v1/orders/:orderId` */
  add(methods: string | readonly string[], pattern: string): void {
    this.routes.push({ methods: [methods].flat(), segments: pattern.split('/') });
  }

  methodsOf(path: string): string[] {
    const asked = path.split('/');
    const methods = this.routes
      .filter(
        ({ segments }) => segments.length === asked.length && segments.every((segment, at) => fits(segment, asked[at])),
      )
      .flatMap((route) => route.methods);
    return [...new Set(methods)].sort();
  }
}

function fits(segment: string, asked: string | undefined): boolean {
  return segment.startsWith(':') ? asked !== '' : segment === asked;
}
