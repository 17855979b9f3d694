"""What each verb of the command line answers, as a frozen value: its fields are the contract's."""
