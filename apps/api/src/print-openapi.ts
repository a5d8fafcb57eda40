import { CONTROLLERS } from './app.module';
import { openApiDocument } from './openapi/document';
import { routesIn } from './openapi/route';

/** Prints `/openapi.json` without a server: the types of the console are made of it. */
process.stdout.write(`${JSON.stringify(openApiDocument(routesIn(CONTROLLERS)))}\n`);
