"""From printed names to agencies, to who may see whose data, to maps. Knows tables, not documents."""
