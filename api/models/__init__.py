"""The shapes of answers, for the OpenAPI document: a file a subject."""
