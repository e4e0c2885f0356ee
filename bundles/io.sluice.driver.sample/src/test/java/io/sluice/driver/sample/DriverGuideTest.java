/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What docs/driver-guide.md shows is this bundle's real source. */
class DriverGuideTest {
    private static final Path GUIDE = Path.of("..", "..", "docs", "driver-guide.md");
    private static final Pattern JAVA = Pattern.compile("(?s)```java\\n(.*?)```");

    @TestFactory
    Stream<DynamicTest> quotesRealCode() throws Exception {
        String sources;
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            sources = files.filter(Files::isRegularFile)
                    .map(DriverGuideTest::text)
                    .map(DriverGuideTest::withoutIndentation)
                    .collect(Collectors.joining("\n"));
        }
        List<String> quotes = JAVA.matcher(Files.readString(GUIDE))
                .results()
                .map(found -> withoutIndentation(found.group(1)))
                .toList();
        assertThat(quotes).hasSizeGreaterThanOrEqualTo(3);
        return quotes.stream()
                .map(quote -> DynamicTest.dynamicTest(
                        quote.lines().findFirst().orElse(""),
                        () -> assertThat(sources).contains(quote)));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static String withoutIndentation(String code) {
        return code.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
    }
}
