"""The tables of carriers, by subject."""

from daying.carriers.models.carrier import Carrier
from daying.carriers.models.hook import CarrierHook, HookMessage
from daying.carriers.models.tariff import (
    IN_FORCE,
    Reach,
    Rounding,
    SurchargeBase,
    SurchargeKind,
    Tariff,
    TariffFare,
    TariffService,
    TariffState,
    TariffSurcharge,
    TariffZone,
    ZoneKind,
)
from daying.carriers.models.waybill import (
    UNDER_WAY,
    WENT_WRONG,
    EventSource,
    EventStatus,
    Payer,
    Waybill,
    WaybillEvent,
    WaybillKind,
    WaybillState,
)

__all__ = [
    "IN_FORCE",
    "UNDER_WAY",
    "WENT_WRONG",
    "Carrier",
    "CarrierHook",
    "EventSource",
    "EventStatus",
    "HookMessage",
    "Payer",
    "Reach",
    "Rounding",
    "SurchargeBase",
    "SurchargeKind",
    "Tariff",
    "TariffFare",
    "TariffService",
    "TariffState",
    "TariffSurcharge",
    "TariffZone",
    "Waybill",
    "WaybillEvent",
    "WaybillKind",
    "WaybillState",
    "ZoneKind",
]
