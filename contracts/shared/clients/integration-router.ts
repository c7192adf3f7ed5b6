import { type Address, Args, type bool, call, sym } from '@istsi/soroban-sdk';
import type { Role } from '../roles.ts';

export class IntegrationRouterClient {
  constructor(public readonly address: Address) {}

  has_role(address: Address, role: Role): bool {
    return call<bool>(this.address, sym('has_role'), Args.of().add<Address>(address).add<Role>(role));
  }
}
