"""From cells as a file holds them to canonical values, column by column, without an object per row."""
