# Loads a data package with base R and jsonlite, knowing nothing of it but its datapackage.json: the types come
# from the schema, then types, row counts, keys and joins are checked. Usage: Rscript load_package.R FOLDER
# Prints one line a table and ends with status 1 at the first thing that does not hold.

library(jsonlite)

folder <- commandArgs(trailingOnly = TRUE)[1]
package <- fromJSON(file.path(folder, "datapackage.json"), simplifyVector = FALSE)

check <- function(holds, ...) {
  if (!isTRUE(holds)) {
    message(...)
    quit(status = 1)
  }
}

convert <- function(cells, type, where) {
  cells[cells == ""] <- NA
  absent <- is.na(cells)
  values <- switch(type,
    string = cells,
    integer = suppressWarnings(as.integer(cells)),
    number = suppressWarnings(as.numeric(cells)),
    date = as.Date(cells, format = "%Y-%m-%d"),
    boolean = c("true" = TRUE, "false" = FALSE)[cells],
    check(FALSE, where, ": unknown type ", type))
  check(identical(is.na(unname(values)), absent), where, ": a cell is not of type ", type)
  if (type == "integer") check(all(absent | as.numeric(cells) == values), where, ": not a whole number")
  unname(values)
}

read_resource <- function(resource) {
  raw <- read.csv(file.path(folder, resource$path), colClasses = "character", na.strings = character(0),
                  check.names = FALSE, encoding = "UTF-8")
  names <- vapply(resource$schema$fields, function(field) field$name, "")
  check(identical(colnames(raw), names), resource$name, ": columns differ from the schema")
  table <- lapply(resource$schema$fields, function(field)
    convert(raw[[field$name]], field$type, paste(resource$name, field$name)))
  table <- setNames(as.data.frame(table, stringsAsFactors = FALSE), names)
  for (field in resource$schema$fields) {
    column <- table[[field$name]]
    where <- paste(resource$name, field$name)
    if (isTRUE(field$constraints$required)) check(!anyNA(column), where, ": a required cell is empty")
    if (isTRUE(field$constraints$unique)) check(!anyDuplicated(column[!is.na(column)]), where, ": not unique")
    if (!is.null(field$constraints$enum))
      check(all(is.na(column) | column %in% unlist(field$constraints$enum)), where, ": a value is not in the enum")
  }
  table
}

key_of <- function(table, fields) do.call(paste, c(lapply(unlist(fields), function(f) table[[f]]), sep = "\x1f"))

tables <- lapply(package$resources, read_resource)
names(tables) <- vapply(package$resources, function(resource) resource$name, "")

may_be_empty <- c("reviews", "forwards", "rejected", "event_links", "casualties", "mentions")
for (resource in package$resources) {
  table <- tables[[resource$name]]
  check(nrow(table) > 0 || resource$name %in% may_be_empty, resource$name, ": no rows")
  key <- unlist(resource$schema$primaryKey)
  check(length(key) > 0, resource$name, ": no primary key")
  for (field in key) check(!anyNA(table[[field]]), resource$name, " ", field, ": a key is empty")
  check(!anyDuplicated(key_of(table, key)), resource$name, ": the primary key is not unique")
  for (reference in resource$schema$foreignKeys) {
    own <- unlist(reference$fields)
    target <- if (identical(reference$reference$resource, "")) resource$name else reference$reference$resource
    used <- table[stats::complete.cases(table[own]), , drop = FALSE]
    check(all(key_of(used, own) %in% key_of(tables[[target]], reference$reference$fields)),
          resource$name, " ", paste(own, collapse = "+"), ": points to no row of ", target)
    # A join must find one partner for each row, neither lose rows nor multiply them.
    joined <- merge(used, tables[[target]], by.x = own, by.y = unlist(reference$reference$fields))
    check(nrow(joined) == nrow(used), resource$name, " ", paste(own, collapse = "+"), ": the join changes the rows")
  }
  types <- vapply(table, function(column) class(column)[1], "")
  cat(resource$name, nrow(table), paste(colnames(table), types, sep = ":", collapse = " "), "\n")
}
