from rest_framework.pagination import CursorPagination


class ByKey(CursorPagination): ...
