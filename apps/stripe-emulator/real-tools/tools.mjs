// The tools: what each is, how it gets here, and the command that runs its program. A tool that cannot be here throws
// `Missing` with how to get it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandOf, installed, Missing, placed } from './machine.mjs';

const programs = fileURLToPath(new URL('programs/', import.meta.url));
const program = (name) => join(programs, name);

export const TOOLS = [
  node('14.25.0'),
  node('18.5.0'),
  node('23.1.0'),
  python('8.11.1'),
  python('12.5.2'),
  python('16.1.0'),
  go('76', 'v76.25.0'),
  go('85', 'v85.0.0'),
  {
    id: 'java',
    name: 'stripe-java 33.1.0',
    command: async () => {
      const how = 'a JDK from 17 and Maven: apt-get install openjdk-17-jdk-headless maven';
      const java = commandOf(['java'], how);
      const folder = await installed(
        'java-33.1.0',
        { 'pom.xml': POM('33.1.0') },
        [[commandOf(['mvn'], how), '-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=jars']],
        how,
      );
      return [java, '-cp', join(folder, 'jars', '*'), program('Flow.java')];
    },
  },
  {
    id: 'php',
    name: 'stripe-php 21.0.0',
    command: async () => {
      const how =
        'PHP and Composer: apt-get install php-cli php-curl php-mbstring composer; or STRIPE_PHP=…/init.php of the SDK';
      const php = commandOf(['php'], how);
      if (process.env.STRIPE_PHP !== undefined) return [php, program('flow.php'), process.env.STRIPE_PHP];
      const composer = commandOf(['composer'], how);
      const commands = [[composer, 'require', '--no-interaction', '--quiet', 'stripe/stripe-php:21.0.0']];
      const folder = await installed('php-21.0.0', { 'composer.json': '{}' }, commands, how);
      return [php, program('flow.php'), join(folder, 'vendor/autoload.php')];
    },
  },
  {
    id: 'ruby',
    name: 'stripe-ruby 19.5.0',
    command: async () => {
      const how = 'Ruby with RubyGems: apt-get install ruby; or STRIPE_RUBY=…/lib of the SDK';
      const ruby = commandOf(['ruby'], how);
      if (process.env.STRIPE_RUBY !== undefined) return [ruby, '-I', process.env.STRIPE_RUBY, program('flow.rb')];
      const gem = commandOf(['gem'], how);
      const commands = [[gem, 'install', 'stripe', '--version', '19.5.0', '--install-dir', '.', '--no-document']];
      const folder = await installed('ruby-19.5.0', {}, commands, how);
      return [ruby, '-I', join(folder, 'gems/stripe-19.5.0/lib'), program('flow.rb')];
    },
  },
  {
    id: 'cli',
    name: 'Stripe CLI, triggers about cards',
    /** Of these not cards: bank debits and bank transfers. */
    known: ['payment_intent.partially_funded', 'payment_intent.processing'],
    command: async () => {
      const how = 'the Stripe CLI (https://docs.stripe.com/stripe-cli/install) on the PATH, or STRIPE_CLI=/path/to/it';
      return [process.execPath, program('cli.mjs'), commandOf([process.env.STRIPE_CLI ?? 'stripe'], how, 'version')];
    },
  },
  {
    id: 'curl',
    name: 'curl commands of the documentation',
    command: async () => {
      commandOf(['curl'], 'curl: apt-get install curl');
      return [process.execPath, program('curl.mjs')];
    },
  },
  {
    id: 'medusa',
    name: 'Medusa 2.21.2, @medusajs/payment-stripe',
    command: async () => {
      const packages = ['@medusajs/payment-stripe@2.21.2', '@medusajs/framework@2.21.2'];
      return [process.execPath, program('medusa.cjs'), await npmFolder('medusa-2.21.2', packages)];
    },
  },
  {
    id: 'dj-stripe',
    name: 'dj-stripe 2.11.0',
    command: async () => [await pythonWith('dj-stripe==2.11.0', 'dj-stripe-2.11.0'), program('dj_stripe.py')],
  },
  {
    id: 'commercetools',
    name: 'Stripe’s connector for commercetools',
    command: async () => {
      const processor = process.env.STRIPE_COMMERCETOOLS;
      if (processor !== undefined && existsSync(join(processor, 'dist/server/server.js')))
        return [process.execPath, program('commercetools.cjs'), processor];
      throw new Missing(
        'the connector (MIT), which no registry has as a package: STRIPE_COMMERCETOOLS=…/processor, that folder of a ' +
          'checkout of https://github.com/stripe/stripe-commercetools-connect-app, compiled as its README says',
      );
    },
  },
];

function node(version) {
  return {
    id: `node${version.split('.')[0]}`,
    name: `stripe-node ${version}`,
    command: async () => {
      const folder = await npmFolder(`node-${version}`, [`stripe@${version}`]);
      return [process.execPath, program('flow.cjs'), join(folder, 'node_modules/stripe'), version.split('.')[0]];
    },
  };
}

function python(version) {
  return {
    id: `python${version.split('.')[0]}`,
    name: `stripe-python ${version}`,
    command: async () => [await pythonWith(`stripe==${version}`, `python-${version}`), program('flow.py')],
  };
}

function go(major, version) {
  return {
    id: `go${major}`,
    name: `stripe-go ${version}`,
    command: async () => {
      const how = 'Go from 1.23: https://go.dev/dl, or apt-get install golang';
      const command = commandOf(['go'], how, 'version');
      const module = `github.com/stripe/stripe-go/v${major}`;
      const folder = await installed(
        `go-${version}`,
        {
          'go.mod': `module flow\n\ngo 1.23\n\nrequire ${module} ${version}\n`,
          'main.go': `package main\n\nimport _ "${module}"\n`,
        },
        [[command, 'mod', 'tidy']],
        how,
      );
      placed(folder, program(`flow_v${major}.go`), 'main.go');
      return [command, '-C', folder, 'run', '-mod=mod', '.'];
    },
  };
}

async function npmFolder(name, packages) {
  const commands = [['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', ...packages]];
  return installed(name, { 'package.json': '{ "private": true }' }, commands, 'the npm registry could not be reached');
}

async function pythonWith(requirement, name) {
  const how = `Python from 3.9 with venv: apt-get install python3-venv (${requirement} from PyPI)`;
  const found = commandOf(['python3', 'python'], how);
  const folder = await installed(
    name,
    {},
    [
      [found, '-m', 'venv', '.'],
      [binOf('.'), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', requirement],
    ],
    how,
  );
  return binOf(folder);
}

function binOf(folder) {
  const windows = join(folder, 'Scripts/python.exe');
  return existsSync(windows) ? windows : join(folder, 'bin/python');
}

function POM(version) {
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>flow</groupId><artifactId>flow</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.stripe</groupId><artifactId>stripe-java</artifactId><version>${version}</version></dependency>
  </dependencies>
</project>
`;
}
