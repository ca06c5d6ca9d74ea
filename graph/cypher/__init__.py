"""Cypher written from the schema: names, constraints and statements as text. Nothing here talks to a server.

* `names`: what tables and columns are called in the graph, and how a row of parameters is addressed
* `layout`: constraints and indexes
* `writing`: statements that open and close versions
* `edges`: the relationships that reference columns draw, and the labels that follow from relationships
* `sweeping`: statements that undo an unfinished run
* `reading`: statements that fetch versions in columns

A fact whose latest version holds today is drawn: a node or relationship with ordinary properties. Every other version is a node of
the table's version label (`LoanVersion`). A node whose fact has ended trades its labels for the version label and `Former`, and keeps
its relationships. Versions carry `run_id`, the run that opened them, and `closed_by`, the run that ended them.
"""
