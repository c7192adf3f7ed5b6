import { type Str, str, type u32 } from '@istsi/soroban-sdk';
import { Root } from './root.ts';

export abstract class Middle extends Root {
  override name(): Str {
    return str('Middle');
  }

  override sum(): u32 {
    return super.sum() + 10;
  }
}
