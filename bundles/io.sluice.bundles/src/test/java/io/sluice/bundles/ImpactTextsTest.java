/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ImpactTextsTest {
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| ([^|]+) \\| [^|]+ \\|");

    @Test
    void theTableOfThePageIsThisOne() throws IOException {
        String page = Files.readString(Path.of("../../docs/operations.md"));
        int from = page.indexOf("## What an update touches");
        String section = page.substring(from, page.indexOf("\n## ", from + 1));

        List<ImpactTexts.Row> written = ROW.matcher(section)
                .results()
                .map(row -> new ImpactTexts.Row(row.group(1), row.group(2).strip()))
                .toList();

        assertThat(written).containsExactlyElementsOf(ImpactTexts.ROWS);
    }

    @Test
    void theHeaviestOfAllThatRestartTogetherCounts() {
        assertThat(ImpactTexts.heaviest(Set.of("io.sluice.rest", "org.snakeyaml.engine", "io.sluice.config"))
                        .bundles())
                .isEqualTo("io.sluice.rest");
        assertThat(ImpactTexts.heaviest(Set.of("io.netty.common", "io.sluice.net", "io.sluice.gateway"))
                        .bundles())
                .isEqualTo("io.sluice.net");
        assertThat(ImpactTexts.heaviest(Set.of("com.example.library")).text()).isEqualTo("Nothing that streams.");
    }
}
