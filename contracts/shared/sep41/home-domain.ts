import { contractevent, publish, type Str } from '@istsi/soroban-sdk';
import { storeHomeDomain } from './storage.ts';

@contractevent
export class HomeDomainChanged {
  home_domain!: Str;
}

export function changeHomeDomain(home_domain: Str): void {
  storeHomeDomain(home_domain);
  publish<HomeDomainChanged>({ home_domain });
}
