"""stub"""
def find(case):
    return iter(())
