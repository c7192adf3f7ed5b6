import { contracttype, type Str, str, type u32 } from '@istsi/soroban-sdk';

@contracttype
export class Message {
  text!: Str;
  times!: u32;
}

export abstract class Root {
  tell(message: Message): Message {
    return message;
  }

  root(): Str {
    return str('Root');
  }

  /** Who answers. */
  name(): Str {
    return str('Root');
  }

  asked(): Str {
    return this.name();
  }

  doubled(by: u32): u32 {
    return 2 * by + this.more();
  }

  sum(): u32 {
    return 1;
  }

  protected abstract more(): u32;
}
