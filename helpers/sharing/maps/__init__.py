"""Maps: Leaflet pages, static maps and charts."""
