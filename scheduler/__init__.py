"""The conductor: the stages in order, the schedule, the command line. Imports all."""
