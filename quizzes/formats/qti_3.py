from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from .qti.format import QTI
from .qti.names import QTI_3, Version


class QTI3(QTI):
    version: ClassVar[Version] = QTI_3
    code = "qti_3"
    label = _("QTI 3 package")


FORMAT = QTI3()
