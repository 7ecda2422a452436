"""Official dispatches: upload, fields, tasks, and how far each unit is."""
