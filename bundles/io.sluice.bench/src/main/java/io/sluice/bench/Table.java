/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import java.util.List;
import java.util.Locale;

/** The result as people read it and as programs do. */
final class Table {
    private Table() {}

    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
    }

    static String text(List<Row> rows) {
        int name = rows.stream().mapToInt(row -> row.name().length()).max().orElse(1);
        StringBuilder text = new StringBuilder(
                String.format("%-" + name + "s %10s %10s %7s  %-9s %-10s%n", "", "Sluice", "C", "ratio", "", "goal"));
        for (Row row : rows) {
            Double limit = row.limit();
            Boolean met = row.met();
            text.append(String.format(
                    "%-" + name + "s %10s %10s %7s  %-9s %-10s %s%n",
                    row.name(),
                    number(row.value()),
                    limit == null ? "" : number(limit),
                    number(row.ratio()),
                    row.unit(),
                    row.goal(),
                    met == null ? "" : met ? "yes" : "NO"));
        }
        return text.toString();
    }

    static String json(List<Row> rows, String machine) {
        StringBuilder json = new StringBuilder("{\"machine\":\"" + machine.replace("\"", "'") + "\",\"rows\":[\n");
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            json.append(String.format(
                    Locale.ROOT,
                    "{\"name\":\"%s\",\"value\":%.5f,\"limit\":%s,\"unit\":\"%s\",\"goal\":\"%s\",\"met\":%s}%s%n",
                    row.name(),
                    row.value(),
                    row.limit(),
                    row.unit(),
                    row.goal(),
                    row.met(),
                    i + 1 < rows.size() ? "," : ""));
        }
        return json.append("]}\n").toString();
    }
}
