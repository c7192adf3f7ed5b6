import { Address, contract, type Map, require, type Str, type Sym, sym } from '@istsi/soroban-sdk';
import { WebAuthError } from './errors.ts';

/**
 * What a challenge of SEP-45 names: whoever authorizes this call shows that an account is theirs. It is simulated and never sent, keeps
 * nothing, and belongs to nobody.
 */
@contract
export class WebAuth {
  /**
   * Demands the authorization of `account`, of `web_auth_domain_account`, which is the server's key, and of
   * `client_domain_account` where there is one. What else is in `args` is authorized with them, and judged by the server alone.
   */
  web_auth_verify(args: Map<Sym, Str>): void {
    requireAuthOf(args, sym('account'));
    requireAuthOf(args, sym('web_auth_domain_account'));
    const client = sym('client_domain_account');
    if (args.has(client)) Address.fromStr(args.get(client)).requireAuth();
  }
}

function requireAuthOf(args: Map<Sym, Str>, name: Sym): void {
  require(args.has(name), WebAuthError.MissingArgument);
  Address.fromStr(args.get(name)).requireAuth();
}
