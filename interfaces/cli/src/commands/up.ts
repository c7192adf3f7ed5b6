import type { Command, Context } from '../context.ts';
import { listenForInterruption } from '../interruption.ts';
import { dataDirectory } from '../state/data-directory.ts';
import { announcePages } from '../system/pages.ts';
import type { RunningSystem } from '../system/start-system.ts';
import { relativePath } from '../terminal/format.ts';
import { factLine } from '../terminal/lines.ts';

/** `istsi up`: everything on this machine, until Ctrl-C. */
export function up(options: { port?: number }): Command {
  return async (context) => {
    const { reporter, configuration } = context;
    const root = dataDirectory(configuration.dataDirectory).root;
    reporter.say(`  Starting iSTSi in ${relativePath(root)}`);
    reporter.facts('starting', { data_directory: root });
    const { startSystem } = await import('../system/start-system.ts');
    const system = await startSystem(context, options.port === undefined ? {} : { apiPort: options.port });
    const interruption = listenForInterruption(() => {
      system.kill();
      reporter.close();
      reporter.say('\n  Ended at once. The next start repairs what that leaves behind.');
      process.exit(130);
    });
    const outcome = await Promise.race([system.running, interruption.first]);
    if (typeof outcome !== 'string') {
      announce(context, outcome);
      await interruption.first;
    }
    reporter.close();
    reporter.say();
    reporter.begin('stopping', 'stopping', 'in order; Ctrl-C again ends everything at once');
    await system.stop();
    reporter.done('stopping', 'stopped; `istsi up` continues from here');
    return 0;
  };
}

function announce({ reporter, colours, configuration }: Context, { endpoints }: RunningSystem): void {
  const directory = dataDirectory(configuration.dataDirectory);
  const bitcoin = new URL(endpoints.bitcoinRpcUrl);
  const line = (name: string, value: string) => reporter.say(factLine(colours, name, value));
  reporter.say();
  reporter.say(`  ${colours.strong('iSTSi is running.')}`);
  reporter.say();
  line('API', `${colours.accent(endpoints.apiUrl)}  ${colours.faint(`read ${endpoints.apiUrl}/docs`)}`);
  announcePages({ reporter, colours }, endpoints);
  const { settings } = configuration;
  const stellar = settings.stellar?.rpcUrl ? `“${endpoints.networkPassphrase}”` : 'RPC; friendbot at /friendbot';
  line('Stellar', `${colours.accent(endpoints.stellarRpcUrl)}  ${colours.faint(stellar)}`);
  line(
    'Bitcoin',
    `${colours.accent(bitcoin.origin)}  ${colours.faint(
      settings.bitcoin?.rpcUrl
        ? `${settings.bitcoin.network ?? 'regtest'} node elsewhere`
        : 'regtest RPC; user istsi, password in keys.json',
    )}`,
  );
  line(
    'state',
    `${relativePath(directory.root)}  ${colours.faint(`keys in keys.json, governance’s in governance.json, logs in logs/`)}`,
  );
  reporter.say();
  line('try', `${colours.strong('npm run demo')}  ${colours.faint('in another terminal')}`);
  line('stop', 'Ctrl-C');
  reporter.facts('ready', {
    api_url: endpoints.apiUrl,
    stellar_rpc_url: endpoints.stellarRpcUrl,
    ...(endpoints.friendbotUrl !== undefined && { friendbot_url: endpoints.friendbotUrl }),
    network_passphrase: endpoints.networkPassphrase,
    bitcoin_rpc_url: bitcoin.origin,
    data_directory: directory.root,
  });
}
