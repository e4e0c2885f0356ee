/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.metrics;

import io.sluice.api.metrics.Readings;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** One page of metrics in Prometheus' text format, version 0.0.4. One thread. */
final class Exposition implements Readings {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final Map<String, Metric> BY_NAME = byName();
    /** A metric has at most so many lines, whatever a bundle says. */
    private static final int MAX_LINES = 1000;

    private final Map<Metric, Map<String, Double>> values = new EnumMap<>(Metric.class);

    private static Map<String, Metric> byName() {
        Map<String, Metric> byName = new HashMap<>();
        for (Metric metric : Metric.values()) {
            byName.put(metric.key(), metric);
        }
        return byName;
    }

    @Override
    public void add(String name, Number value, String... labels) {
        Metric metric = BY_NAME.get(name);
        if (metric != null && metric.labels().size() == labels.length) {
            add(metric, value, labels);
        }
    }

    /** Numbers with the same labels are added up. */
    void add(Metric metric, Number value, String... labels) {
        var text = new StringBuilder();
        for (int i = 0; i < labels.length; i++) {
            text.append(i == 0 ? "{" : ",")
                    .append(metric.labels().get(i))
                    .append("=\"")
                    .append(escaped(labels[i]))
                    .append('"');
        }
        text.append(labels.length == 0 ? "" : "}");
        Map<String, Double> lines = values.computeIfAbsent(metric, m -> new TreeMap<>());
        if (lines.size() < MAX_LINES || lines.containsKey(text.toString())) {
            lines.merge(text.toString(), value.doubleValue(), Double::sum);
        }
    }

    private static String escaped(String label) {
        return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    @Override
    public String toString() {
        var text = new StringBuilder(4096);
        values.forEach((metric, lines) -> {
            text.append("# HELP %s %s\n".formatted(metric.key(), metric.help()));
            text.append("# TYPE %s %s\n".formatted(metric.key(), metric.type()));
            lines.forEach((labels, value) -> text.append("%s%s %s\n".formatted(metric.key(), labels, number(value))));
        });
        return text.toString();
    }

    private static String number(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(String.valueOf(value)).stripTrailingZeros().toPlainString()
                : Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    }
}
