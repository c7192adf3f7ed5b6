import { Option, type Command as Program } from 'commander';
import type { AcceptOptions, AskOptions, CustomerQuery, RejectOptions } from '../commands/customers.ts';
import type { Command } from '../context.ts';
import { parseCountry, parsePageSize, parseRevision, parseTier } from './arguments.ts';

type Run = (command: Command) => Promise<void>;

const STATUSES = ['NEEDS_INFO', 'PROCESSING', 'ACCEPTED', 'REJECTED'];
const CUSTOMER = ['<id>', 'of the customer'] as const;

/** Who wants to take part, and what officers decide about them. */
export function addCustomerCommands(program: Program, run: Run): void {
  const customers = program
    .command('customers')
    .description('who waits for a compliance officer, longest first')
    .action(async () => {
      const { listCustomers } = await import('../commands/customers.ts');
      await run(listCustomers({ status: 'PROCESSING', limit: 50 }));
    });
  customers
    .command('list')
    .addOption(new Option('--status <status>', 'in this status').choices(STATUSES).default('PROCESSING'))
    .option('--after <id>', 'go on behind this customer')
    .option('--limit <number>', 'how many', parsePageSize, 20)
    .description('customers in a status')
    .action(async (query: CustomerQuery) => {
      const { listCustomers } = await import('../commands/customers.ts');
      await run(listCustomers(query));
    });
  customers
    .command('show')
    .argument(...CUSTOMER)
    .description('what they say and sent, and what a first officer found')
    .action(async (id: string) => {
      const { showCustomer } = await import('../commands/customers.ts');
      await run(showCustomer(id));
    });
  customers
    .command('document')
    .argument(...CUSTOMER)
    .argument('<document>', 'as `show` names it')
    .requiredOption('--output <file>', 'a new file, which only you can read')
    .description('save a document')
    .action(async (id: string, document: string, options: { output: string }) => {
      const { saveDocument } = await import('../commands/customers.ts');
      await run(saveDocument(id, document, options));
    });
  addDecisions(customers, run);
}

function addDecisions(customers: Program, run: Run): void {
  const decision = (name: string): Program =>
    customers
      .command(name)
      .argument(...CUSTOMER)
      .requiredOption(
        '--revision <number>',
        'what was read, as `show` tells: of a later one nothing is decided',
        parseRevision,
      )
      .option('--key <file>', 'sign in as the officer whose secret key that is; above tier 2 it takes two of them');
  decision('accept')
    .requiredOption('--tier <number>', 'how much was verified: 0 nothing, 4 an institution', parseTier)
    .option('--country <code>', 'ISO 3166-1 alpha-2', parseCountry)
    .option('--note <text>', 'why, which tiers above 2 need')
    .option('--first-look <id>', 'as the second officer: what the first one said, as `show` names it')
    .description('accept them; an address is registered with that tier')
    .action(async (id: string, options: AcceptOptions) => {
      const { acceptCustomer } = await import('../commands/customers.ts');
      await run(acceptCustomer(id, options));
    });
  decision('reject')
    .requiredOption('--message <text>', 'what they are told')
    .description('reject them')
    .action(async (id: string, options: RejectOptions) => {
      const { rejectCustomer } = await import('../commands/customers.ts');
      await run(rejectCustomer(id, options));
    });
  decision('ask')
    .requiredOption('--field <name...>', 'what is missing, by its name of SEP-9')
    .option('--message <text>', 'what they are told')
    .description('ask them for more')
    .action(async (id: string, options: AskOptions) => {
      const { askCustomer } = await import('../commands/customers.ts');
      await run(askCustomer(id, options));
    });
}
