/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written is true: links lead somewhere, event codes are explained, drivers have the same pages. */
class DocsIT {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");
    private static final Pattern CODE =
            Pattern.compile("(?:\"event\", |event\\(\\s*|tell\\(\\s*|log\\(\\)\\s*\\.(?:info|warn|error|debug)\\(\\s*"
                    + "|RtspLog\\.\\w+\\([^\"\\n]*)\"([a-z]+(?:\\.[a-z_]+)+)\"");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))`");
    private static final Pattern COMMAND = Pattern.compile("\\./sluice ([a-z][a-z-]*)");

    static Stream<Path> pages() throws IOException {
        return Stream.concat(
                Stream.of(ROOT.resolve("README.md")),
                Stream.concat(find(ROOT.resolve("docs"), ".md"), find(ROOT.resolve("bundles"), "README.md")));
    }

    static Stream<Path> drivers() throws IOException {
        try (Stream<Path> bundles = Files.list(ROOT.resolve("bundles"))) {
            return bundles
                    .filter(bundle -> bundle.getFileName().toString().startsWith("io.sluice.driver."))
                    .toList()
                    .stream();
        }
    }

    private static Stream<Path> find(Path folder, String end) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files
                    .filter(file ->
                            file.toString().endsWith(end) && !file.toString().contains("/target/"))
                    .toList()
                    .stream();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(Path page) {
        List<String> broken = LINK.matcher(read(page))
                .results()
                .map(found -> found.group(1))
                .filter(link -> !Files.exists(page.resolveSibling(link)))
                .toList();
        assertThat(broken).isEmpty();
    }

    /** A line of docs/security.md is worth what its tests are. */
    @Test
    void everyTestThatIsNamedExists() throws IOException {
        Set<String> tests;
        try (Stream<Path> sources = find(ROOT.resolve("bundles"), ".java")) {
            tests = sources.map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }
        List<String> named = TEST.matcher(read(ROOT.resolve("docs/security.md")))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(named)
                .hasSizeGreaterThan(40)
                .allSatisfy(test -> assertThat(tests).contains(test));
    }

    @Test
    void everyEventCodeIsExplained() throws IOException {
        var codes = new TreeSet<String>();
        try (Stream<Path> sources = find(ROOT.resolve("bundles"), ".java")) {
            sources.filter(file -> file.toString().contains("/src/main/")
                            && !file.toString().contains("testkit"))
                    .flatMap(file -> CODE.matcher(read(file)).results())
                    .map((MatchResult found) -> found.group(1))
                    .forEach(codes::add);
        }
        assertThat(codes).hasSizeGreaterThan(25);
        String page = read(ROOT.resolve("docs/diagnosis.md"));
        assertThat(codes.stream().filter(code -> !page.contains("`" + code + "`")))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void aDriversPageHasTheHeadingsOfAll(Path driver) {
        List<String> headings = read(driver.resolve("README.md"))
                .lines()
                .filter(line -> line.startsWith("## "))
                .toList();
        assertThat(headings)
                .containsSubsequence(
                        "## Devices", "## Source URI", "## Configuration", "## Media", "## Status", "## Example");
    }

    @Test
    void theCommandsOfTheReadmeExist() {
        String script = read(ROOT.resolve("sluice"));
        List<String> unknown = COMMAND.matcher(read(ROOT.resolve("README.md")))
                .results()
                .map(found -> found.group(1))
                .distinct()
                .filter(command -> !script.contains("\n  " + command))
                .toList();
        assertThat(unknown).isEmpty();
    }
}
