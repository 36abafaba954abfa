// Properties are tested with the same cases in each run, so that what fails is what was changed. FUZZ=20 npm test FILE hunts with
// twenty times as many new ones, and prints the seed of what it finds.
import fc from 'fast-check';

if (!process.env.FUZZ) fc.configureGlobal({ seed: 920 });
