import { setUpVesting, Vesting, type VestingSchedule } from '@istsi/soroban-library/vesting';
import { contract } from '@istsi/soroban-sdk';

@contract
export class Salary extends Vesting {
  __constructor(schedule: VestingSchedule): void {
    setUpVesting(schedule);
  }
}
