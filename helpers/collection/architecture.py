"""x"""
def page(): return "# House\n"
