"""What the organisation decided: levels, routes, steps, states and the calendar, all as data."""
