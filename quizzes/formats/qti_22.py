from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from .qti.format import QTI
from .qti.names import QTI_22, Version


class QTI22(QTI):
    version: ClassVar[Version] = QTI_22
    code = "qti_22"
    label = _("QTI 2.2 package")


FORMAT = QTI22()
