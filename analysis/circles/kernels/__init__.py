"""The compiled loops of the circle search: compressed rows as in `structures.Rows`, parties by index. They allocate nothing."""
