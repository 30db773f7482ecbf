"""Floor 0: areas, schools, agencies, people, their roles, and what each may see and do."""
