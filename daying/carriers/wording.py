"""A rating in words and figures: weights, fares and surcharges as a clerk would write them beside a bill."""

from decimal import Decimal

from django.utils.translation import gettext as _

from daying.carriers.models import Rounding, SurchargeBase, SurchargeKind
from daying.carriers.parcels import Parcel
from daying.carriers.ratebook import Fare, Service, Surcharge, rounded


def kg(grams: int) -> str:
    """12.5 kg."""
    return f"{_figure(Decimal(grams).scaleb(-3))} kg"


def yuan(fen: int) -> str:
    """¥1,234.50."""
    return f"¥{Decimal(fen).scaleb(-2):,}"


def price(units: int) -> str:
    """A price of a step, given in ten-thousandths: ¥1.85."""
    value = Decimal(units).scaleb(-4)
    return f"¥{value.quantize(Decimal('0.01')) if units % 100 == 0 else value.normalize():f}"


def share(ten_thousandths: int) -> str:
    """0.15 %."""
    return f"{_figure(Decimal(ten_thousandths).scaleb(-2))} %"


def told_weight(parcel: Parcel, service: Service, weight: int, divisor: int) -> str:
    """What was weighed, what the volume makes, and how the greater was rounded."""
    parts = [_("%(weight)s weighed") % {"weight": kg(parcel.grams)}]
    if parcel.volume and divisor:
        told = {"volume": f"{_figure(Decimal(parcel.volume).scaleb(-3))} cm³", "divisor": divisor}
        told["weight"] = kg(rounded(parcel.volume, divisor, Rounding.HALF_UP))
        parts.append(_("%(volume)s ÷ %(divisor)s = %(weight)s, which is more") % told)
    parts.append(_rounding(parcel, service, weight, divisor))
    return _("; ").join(parts)


def told_fare(weight: int, fare: Fare, service: Service) -> str:
    """First weight and price, the steps above it, the least, and the rounding where it changed something."""
    base = price(fare.first_price * 100)
    exact = fare.first_price * 100
    text = _("first %(first)s %(price)s") % {"first": kg(fare.first), "price": base} if fare.first else base
    if fare.step and weight > fare.first:
        steps = -(-(weight - fare.first) // fare.step)
        exact += steps * fare.step_price
        told = {"steps": steps, "step": kg(fare.step), "price": price(fare.step_price)}
        continued = _("%(steps)d × %(step)s at %(price)s") % told
        text = f"{text} + {continued}" if fare.first or fare.first_price else continued
        text = f"{text} = {price(exact)}"
    if exact < fare.minimum * 100:
        exact = fare.minimum * 100
        text = _("%(text)s, at least %(least)s") % {"text": text, "least": yuan(fare.minimum)}
    fen = rounded(exact, service.fare_step, service.fare_rounding) * service.fare_step // 100
    return text if fen * 100 == exact else _("%(text)s, rounded %(amount)s") % {"text": text, "amount": yuan(fen)}


def told_surcharge(one: Surcharge, base: int, parcel: Parcel) -> tuple[str, str]:
    """The name of a surcharge, and how it came about."""
    label = str(SurchargeKind(one.kind).label)
    if one.kind == SurchargeKind.PACKING:
        label = f"{label}: {parcel.packing}"
    elif one.packing:
        label = f"{label}: {one.packing}" if one.kind != SurchargeKind.OTHER else one.packing
    how = " + ".join([*_fixed(one, base), *_shared(one, base)]) or _("free")
    if one.least:
        how = _("%(text)s, at least %(least)s") % {"text": how, "least": yuan(one.least)}
    if one.most is not None:
        how = _("%(text)s, at most %(most)s") % {"text": how, "most": yuan(one.most)}
    return label, how


def _fixed(one: Surcharge, base: int) -> list[str]:
    if not one.amount:
        return []
    if one.base == SurchargeBase.WEIGHT:
        return [f"{kg(base)} × {price(one.amount)}"]
    if one.base == SurchargeBase.PIECE:
        return [f"{_('%(count)d pieces') % {'count': base}} × {price(one.amount)}"]
    return [price(one.amount)]


def _shared(one: Surcharge, base: int) -> list[str]:
    if not one.rate:
        return []
    told = {"share": share(one.rate), "base": _counted(one.base), "amount": yuan(base)}
    return [_("%(share)s of %(base)s %(amount)s") % told]


def _counted(base: str) -> str:
    return {
        SurchargeBase.DECLARED.value: _("declared value"),
        SurchargeBase.COD.value: _("COD amount"),
        SurchargeBase.FREIGHT.value: _("freight"),
    }.get(base, "")


def _rounding(parcel: Parcel, service: Service, weight: int, divisor: int) -> str:
    over, under = (parcel.volume, divisor) if divisor else (parcel.grams, 1)
    if weight == service.minimum and over < weight * under:
        return _("charged as the least of %(weight)s") % {"weight": kg(weight)}
    if over == weight * under:
        return _("charged as it is")
    is_heavy = bool(service.heavy_from) and over >= service.heavy_from * under
    step, rounding = (
        (service.heavy_step, service.heavy_rounding) if is_heavy else (service.light_step, service.light_rounding)
    )
    told = {"step": kg(step), "way": str(Rounding(rounding).label), "weight": kg(weight)}
    return _("in steps of %(step)s (%(way)s): %(weight)s") % told


def _figure(value: Decimal) -> str:
    return f"{value.normalize():f}" if value else "0"
