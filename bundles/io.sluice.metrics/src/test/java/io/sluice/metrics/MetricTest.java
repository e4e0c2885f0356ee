/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricTest {
    @Test
    void standInTheDocumentation() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("../../docs/metrics.md")).stream()
                .filter(line -> line.matches("\\| `\\w+` \\| (gauge|counter) .*"))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(Arrays.stream(Metric.values())
                        .map(metric -> "| `%s` | %s | %s | %s |"
                                .formatted(
                                        metric.key(),
                                        metric.type(),
                                        metric.labels().isEmpty()
                                                ? ""
                                                : "`" + metric.labels().get(0) + "`",
                                        metric.help()))
                        .toList());
    }

    @Test
    void haveNamesAsPrometheusWantsThem() {
        assertThat(Metric.values()).allSatisfy(metric -> {
            assertThat(metric.key()).matches("(sluice|jvm|process)(_[a-z]+)+");
            assertThat(metric.key().endsWith("_total")).isEqualTo(metric.type() == Metric.Type.COUNTER);
        });
    }
}
