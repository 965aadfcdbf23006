import { describeSystem } from '#sdk';
import { describer } from './groups.ts';

describer.value = describeSystem;
