# An event data package in R: load it, join it, plot it
#
#   Rscript docs/vignette.R [PACKAGE [PICTURES]]
#
# PACKAGE is the folder with datapackage.json (default: here), PICTURES the folder for the two plots (default: here).
# Read it from top to bottom and run it line by line. It needs only base R and the package jsonlite. docs/codebook.md
# explains each column: what it means, how it is coded and how reliable it is.

library(jsonlite)

given <- commandArgs(trailingOnly = TRUE)
folder <- if (length(given) >= 1) given[1] else "."
pictures <- if (length(given) >= 2) given[2] else "."


# 1. Load ------------------------------------------------------------------------------------------------------------
# datapackage.json names each table's file and gives the type and the allowed values of each column. With these types,
# rather than types guessed from the cells, an identifier made of digits stays text and an empty column has the right type.

descriptor <- file.path(folder, "datapackage.json")
if (!file.exists(descriptor)) {
  stop("There is no datapackage.json in the folder ", folder, ". Give the folder of a package: ",
       "Rscript docs/vignette.R PACKAGE", call. = FALSE)
}
package <- fromJSON(descriptor, simplifyVector = FALSE)

typed <- function(cells, field) {
  cells[cells == ""] <- NA                       # an empty cell means not known, which is not the same as none
  codes <- unlist(field$constraints$enum)
  switch(field$type,
    integer = as.integer(cells),
    number = as.numeric(cells),
    boolean = unname(c("true" = TRUE, "false" = FALSE)[cells]),
    date = as.Date(cells, format = "%Y-%m-%d"),
    # A column of codes becomes a factor, its levels in the order of the code list.
    string = if (is.null(codes)) cells else factor(cells, levels = codes))
}

read_table <- function(resource) {
  # `encoding` says that the file is UTF-8. Not `fileEncoding`: where R does not run in UTF-8, that one drops the first
  # row it cannot turn into the machine's own encoding, and all that follow.
  cells <- read.csv(file.path(folder, resource$path), colClasses = "character", na.strings = character(0),
                    check.names = FALSE, encoding = "UTF-8")
  for (field in resource$schema$fields) cells[[field$name]] <- typed(cells[[field$name]], field)
  cells
}

tables <- lapply(package$resources, read_table)
names(tables) <- vapply(package$resources, function(resource) resource$name, "")

events <- tables$events        # one row: what happened
reports <- tables$reports      # one row: one passage of one article that reports it
locations <- tables$locations
actors <- tables$actors

# Before you count events, look at the status: planned, feared and denied events have rows, too.
print(table(events$event_type, events$status))


# 2. Join ------------------------------------------------------------------------------------------------------------
# Every table has a key, and the columns that refer to it are named in `foreignKeys` of datapackage.json.

# 2a. Events and their places. `match` keeps each event once and in its order; an event without a place gets NA.
place <- locations[match(events$location_id, locations$location_id), ]
end <- locations[match(events$destination_location_id, locations$location_id), ]
events_at <- data.frame(events, place = place$name, country = place$country, latitude = place$latitude,
                        longitude = place$longitude, end = end$name, end_type = end$feature_type,
                        end_latitude = end$latitude, end_longitude = end$longitude, stringsAsFactors = FALSE)

# 2b. Events and their actors: several to an event, each in a role. A long table, one row an actor of an event ...
parties <- merge(tables$event_actors, actors[c("actor_id", "name", "sector", "country")], by = "actor_id")

# ... or the names of one role in one cell of each event.
names_of <- function(role) {
  mine <- parties[parties$role == role, ]
  mine <- mine[order(mine$name), ]
  found <- tapply(mine$name, factor(mine$event_id, levels = events$event_id), paste, collapse = ", ")
  unname(as.character(found))
}
events_at$who <- names_of("actor")
events_at$to_whom <- names_of("recipient")

# 2c. Reports and the articles they stand in. A report that a person rejected has no event and drops out.
passages <- merge(reports, tables$sources[c("source_id", "publisher", "url", "published")], by = "source_id")
passages <- merge(passages, events[c("event_id", "summary")], by = "event_id")

# Every passage of the event with most reports:
most <- events$event_id[which.max(events$n_reports)]
print(passages[passages$event_id %in% most, c("publisher", "status", "quote")], row.names = FALSE, right = FALSE)


# 3. A timeline that does not hide what is not known -----------------------------------------------------------------
# `date_earliest` and `date_latest` are bounds: some time between them, not all of it. An event with one bound only is
# drawn as a dashed line that runs off to the side that nobody tells; one with none is left out, and the title says so.

last_known <- pmax(events$date_earliest, events$date_latest, na.rm = TRUE)
dated <- events_at[order(last_known, events$event_id, na.last = NA), ]
shown <- tail(dated, 60)                         # more lines than that nobody reads
colours <- c(occurred = "#1b6ca8", ongoing = "#1b9e77", future = "#e08214", hypothetical = "#b8860b",
             negated = "#777777")

draw_timeline <- function() {
  par(mar = c(3, 20, 3, 2), las = 1, cex = 0.9)
  # An event of "last year" would squeeze the others into a corner: the axis begins a week before the first event that
  # may have been over, and what began before is cut there.
  ends <- pmax(shown$date_earliest, shown$date_latest, na.rm = TRUE)
  axis_days <- range(ends) + c(-7, 7)
  line <- seq_len(nrow(shown))
  plot(axis_days, range(line) + c(-0.5, 0.5), type = "n", xlab = "", ylab = "", yaxt = "n", xaxt = "n", xaxs = "i",
       main = sprintf("The last %d of %d dated events; %d have no date", nrow(shown), nrow(dated),
                      nrow(events) - nrow(dated)))
  axis.Date(1, at = pretty(axis_days), format = "%Y-%m-%d")
  axis(2, line, paste0(shown$event_type, " ", shown$status, ifelse(is.na(shown$place), "", paste(",", shown$place))),
       tick = FALSE, cex.axis = 0.85)
  abline(h = line, col = "grey92")
  open <- is.na(shown$date_earliest) | is.na(shown$date_latest)
  from <- replace(shown$date_earliest, is.na(shown$date_earliest), axis_days[1])
  to <- replace(shown$date_latest, is.na(shown$date_latest), axis_days[2])
  ink <- colours[as.character(shown$status)]
  segments(from, line, to, line, col = ink, lwd = 5, lty = ifelse(open, "11", "solid"), lend = "butt")
  points(shown$date_earliest, line, pch = 15, cex = 0.9, col = ink)      # the bounds themselves
  points(shown$date_latest, line, pch = 15, cex = 0.9, col = ink)
}

dir.create(pictures, showWarnings = FALSE, recursive = TRUE)
if (nrow(shown)) {
  png(file.path(pictures, "timeline.png"), width = 1500, height = 250 + 45 * nrow(shown), res = 130, type = "cairo")
  draw_timeline()
  invisible(dev.off())
}


# 4. A map that does not pretend to more than it knows ---------------------------------------------------------------
# A full dot is a place (location_precision 1 or 2 of UCDP GED); a ring stands for something larger, a division, a
# region, a country, of which only some point is known. An arrow leads to where a movement ends, a dashed one to a whole
# country.

placed <- events_at[!is.na(events_at$latitude), ]
placed$exact <- placed$location_precision <= 2
spots <- if (nrow(placed)) aggregate(list(events = rep(1L, nrow(placed))),
                                     placed[c("place", "latitude", "longitude", "exact")], sum)

draw_map <- function() {
  par(mar = c(4, 4, 3, 1), las = 1, cex = 0.9)
  moved <- placed[!is.na(placed$end_latitude) & placed$end != placed$place, ]
  far <- moved$end_type %in% c("country", "continent", "supranational_region")
  # What is shown: the events, and the ends that are places. An arrow to a country leaves the picture in its direction.
  west_east <- range(spots$longitude, moved$end_longitude[!far]) + c(-1.5, 1.5)
  south_north <- range(spots$latitude, moved$end_latitude[!far]) + c(-0.5, 0.5)
  # A degree of longitude is shorter than one of latitude, by the cosine of the latitude.
  plot(west_east, south_north, type = "n", asp = 1 / cos(mean(south_north) * pi / 180), xlab = "longitude",
       ylab = "latitude", main = sprintf("Where %d of %d events happened", nrow(placed), nrow(events)))
  grid(col = "grey85")
  if (nrow(moved))
    arrows(moved$longitude, moved$latitude, moved$end_longitude, moved$end_latitude, length = 0.1, col = "#e08214",
           lty = ifelse(far, "dashed", "solid"))
  ends <- unique(moved[!far, c("end", "end_longitude", "end_latitude")])
  if (nrow(ends)) text(ends$end_longitude, ends$end_latitude, ends$end, pos = 1, cex = 0.7, col = "#9c5a00")
  points(spots$longitude, spots$latitude, pch = ifelse(spots$exact, 19, 1), col = "#1b6ca8",
         cex = 1 + sqrt(spots$events) / 2)
  text(spots$longitude, spots$latitude, sprintf("%s (%d)", spots$place, spots$events), pos = 3, offset = 0.8, cex = 0.8)
}

if (nrow(placed)) {
  png(file.path(pictures, "map.png"), width = 1200, height = 900, res = 130, type = "cairo")
  draw_map()
  invisible(dev.off())
}


# 5. The dead, the injured, and all that is named --------------------------------------------------------------------
# killed_best is what the reports of an event support together, between killed_low and killed_high. NA is not zero: it
# says that no report gives a figure.

counted <- events[!is.na(events$killed_best), ]
counted <- counted[order(-counted$killed_best), ]
print(head(counted[c("date_latest", "killed_low", "killed_best", "killed_high", "summary")], 10), row.names = FALSE)

# Each figure with its words, whose people they were, and the event it belongs to.
figures <- merge(tables$casualties, reports[c("report_id", "event_id")], by = "report_id")
figures$whose <- actors$name[match(figures$actor_id, actors$actor_id)]

# `mentions` has every place and actor that an article names, also those of no event: here the places named most, and in
# how many articles.
named <- tables$mentions[!is.na(tables$mentions$location_id), ]
places_named <- data.frame(
  place = locations$name[match(unique(named$location_id), locations$location_id)],
  times = as.integer(table(factor(named$location_id, levels = unique(named$location_id)))),
  articles = vapply(unique(named$location_id), FUN.VALUE = 1L, USE.NAMES = FALSE,
                    function(id) length(unique(named$source_id[named$location_id == id]))),
  stringsAsFactors = FALSE)
places_named <- places_named[order(-places_named$times, places_named$place), ]
print(head(places_named, 10), row.names = FALSE)
