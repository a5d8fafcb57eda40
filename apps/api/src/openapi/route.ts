import { applyDecorators, Body, Get, Param, Post, Query } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import type { z } from 'zod';
import { dryRunSchema } from '../dry-run/dry-run.schema';
import type { ProblemCode } from '../problems/problem-codes';

/** Decorators that say each thing once: what routes and validates a request is what documents it. */

/** A route as the OpenAPI document describes it. */
export interface RouteDescription {
  readonly method: 'get' | 'post';
  /** The whole path, `/v1/orders/:orderId`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly answers: readonly AnswerDescription[];
  readonly problems?: readonly ProblemCode[];
}

/** One answer that a route can give, as the OpenAPI document describes it. */
export interface AnswerDescription {
  readonly status: number;
  readonly description: string;
  /** JSON of this schema, or something else of a media type. */
  readonly content: z.ZodType | string;
  /** What else it may be, as JSON too. Absent: nothing. */
  readonly or?: z.ZodType;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a handler takes from the request, each part checked by its schema. */
export interface RouteInputs {
  readonly body?: z.ZodType;
  readonly query?: z.ZodType;
  readonly path?: Readonly<Record<string, z.ZodType>>;
}

/** A route of a controller, found at start. */
export interface DeclaredRoute {
  readonly name: string;
  readonly route: RouteDescription;
  readonly inputs: RouteInputs;
}

/** By the handler's function; and what the parameters of a controller's handlers said, by their names. */
const routes = new WeakMap<object, RouteDescription>();
const inputs = new WeakMap<object, Map<PropertyKey, RouteInputs>>();

/** Declares a handler's route. */
export function Route(route: RouteDescription): MethodDecorator {
  const declare: MethodDecorator = (_controller, _name, { value }) => {
    if (typeof value === 'function') routes.set(value, route);
  };
  return applyDecorators(route.method === 'get' ? Get(route.path) : Post(route.path), declare);
}

/** The parsed JSON body. */
export function JsonBody(body: z.ZodType): ParameterDecorator {
  return (target, handler, index) => {
    Body({ schema: body })(target, handler, index);
    remember(target, handler, { body });
  };
}

/** The parsed query. */
export function UrlQuery(query: z.ZodType): ParameterDecorator {
  return (target, handler, index) => {
    Query({ schema: query })(target, handler, index);
    remember(target, handler, { query });
  };
}

/** One parsed part of the path. */
export function PathPart(name: string, schema: z.ZodType): ParameterDecorator {
  return (target, handler, index) => {
    Param(name, { schema })(target, handler, index);
    // Decorators of parameters run from the last to the first.
    remember(target, handler, { path: { [name]: schema, ...inputsOf(target, handler).path } });
  };
}

function remember(controller: object, handler: PropertyKey | undefined, input: RouteInputs): void {
  if (handler === undefined) return;
  const known = inputs.get(controller) ?? new Map<PropertyKey, RouteInputs>();
  inputs.set(controller, known.set(handler, { ...known.get(handler), ...input }));
}

function inputsOf(controller: object, handler: PropertyKey | undefined): RouteInputs {
  return handler === undefined ? {} : (inputs.get(controller)?.get(handler) ?? {});
}

/** Reads every declared route off the application's controllers. */
export function declaredRoutes(discovery: DiscoveryService): DeclaredRoute[] {
  return routesIn(discovery.getControllers().flatMap(({ metatype }) => metatype ?? []));
}

/** Reads every declared route off controllers that nobody has started. */
export function routesIn(controllers: readonly { readonly prototype: unknown }[]): DeclaredRoute[] {
  return controllers.flatMap(({ prototype }) => (isObject(prototype) ? routesOf(prototype) : []));
}

function routesOf(controller: object): DeclaredRoute[] {
  return Object.entries(Object.getOwnPropertyDescriptors(controller)).flatMap(([name, { value }]) => {
    const handler: unknown = value;
    const route = typeof handler === 'function' ? routes.get(handler) : undefined;
    return route === undefined ? [] : [{ name, route, inputs: inputsOf(controller, name) }];
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Answers of a POST whose id is its idempotency key. */
export function onceOnly(what: string, content: z.ZodType): AnswerDescription[] {
  return [
    { status: 201, description: what, content },
    {
      status: 200,
      description: 'The same request repeated: the first result',
      content,
      headers: { 'Idempotent-Replayed': 'Always `true`: an earlier request did it' },
    },
  ];
}

/** The answers of a command that can be tried out: with `?dryRun=true` it says with 200 what it would do. */
export function orDryRun(answers: readonly AnswerDescription[]): AnswerDescription[] {
  return answers.map((answer) =>
    answer.status === 200
      ? { ...answer, description: `${answer.description}; with \`dryRun\`, what would happen`, or: dryRunSchema }
      : answer,
  );
}
