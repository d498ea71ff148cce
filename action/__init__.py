"""What action.yml runs: plans a check by the action's inputs and the event, runs it, tells GitHub of it."""
