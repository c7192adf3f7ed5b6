import { contract, type Str, str, type u32 } from '@istsi/soroban-sdk';
import { Middle } from './middle.ts';

@contract
export class Leaf extends Middle {
  override name(): Str {
    return str('Leaf');
  }

  above(): Str {
    return super.name();
  }

  override sum(): u32 {
    return super.sum() + 100;
  }

  protected override more(): u32 {
    return 1;
  }
}
