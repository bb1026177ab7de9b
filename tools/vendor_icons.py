"""The icons kept of Tabler's five thousand, by its own names: `{% icon "truck" %}` finds one of these."""

OUTLINE = """
activity adjustments alert-circle alert-triangle api archive arrow-back-up arrow-down arrow-forward-up
arrow-left arrow-right arrow-up arrows-sort at ban bell bolt bookmark box briefcase building building-factory-2
building-store building-warehouse bulb calculator calendar calendar-due calendar-event calendar-stats cash
category chart-bar chart-line chart-pie check checklist chevron-down chevron-left chevron-right chevron-up
chevrons-left chevrons-right circle-check circle-dot circle-x clipboard-check clipboard-list clock coin coins
columns command copy credit-card currency-yuan dashboard database device-desktop device-floppy device-mobile
discount dots dots-vertical download external-link eye eye-off file-export file-import file-invoice file-plus
file-spreadsheet file-text files filter fingerprint flag folder gauge git-branch grip-vertical help help-circle
history home hourglass id-badge id-badge-2 inbox info-circle invoice key keyboard language layout-dashboard
layout-grid layout-kanban layout-list lifebuoy link list lock lock-open login logout mail map-pin menu-2 message
message-circle minus moon package packages paperclip password pencil percentage phone pin pinned player-pause
player-play plus printer progress qrcode receipt receipt-2 receipt-refund refresh report report-analytics
report-money robot rocket rotate rubber-stamp scale search selector send settings shield shield-check
shopping-cart signature sitemap sort-ascending sort-descending square square-check star sun switch-horizontal
table table-export table-import tag tags target target-arrow thumb-down thumb-up tools trash trending-down
trending-up trophy truck truck-delivery truck-loading truck-return upload user user-check user-cog user-off
user-plus user-shield users users-group wallet webhook world x zoom-in
""".split()

FILLED = "bell circle-check flag pinned star".split()
