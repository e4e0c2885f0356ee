/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.header.OSGiHeader;
import aQute.bnd.header.Parameters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dependency law of docs/architecture.md, over the finished manifests. */
class BundleRulesIT {
    private static final String API = "io.sluice.api";
    private static final String LIB = "io.sluice.lib.";

    static List<Path> ownBundles() {
        return Dist.bundles().stream()
                .filter(jar -> name(jar).startsWith("io.sluice."))
                .toList();
    }

    static List<Path> libraries() throws IOException {
        try (Stream<Path> files = Files.walk(Dist.tree().resolve("bundles"), 3)) {
            return files.filter(file -> file.getFileName().toString().matches("io\\.sluice\\.lib\\..*\\.jar"))
                    .filter(file -> file.getParent().endsWith("target"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void onlyTheApiExports() {
        assertThat(ownBundles())
                .filteredOn(jar -> Dist.manifest(jar).containsKey("Export-Package"))
                .extracting(BundleRulesIT::name)
                .containsExactly(API);
    }

    @Test
    void theDistributionHasNoLibraryTestOrSampleBundle() {
        assertThat(ownBundles())
                .extracting(BundleRulesIT::name)
                .noneMatch(name -> name.startsWith(LIB)
                        || Set.of("io.sluice.testkit", "io.sluice.itest", "io.sluice.bench", "io.sluice.driver.sample")
                                .contains(name));
    }

    @ParameterizedTest
    @MethodSource("ownBundles")
    void importsNothingOfOursButTheApi(Path jar) {
        assertThat(imports(jar))
                .filteredOn(name -> name.startsWith("io.sluice."))
                .allMatch(isIn(API));
    }

    @ParameterizedTest
    @MethodSource("ownBundles")
    void importsWithVersionRangesAndRequiresNoBundle(Path jar) {
        assertThat(Dist.manifest(jar)).doesNotContainKeys("Require-Bundle", "DynamicImport-Package");
        Parameters imports = parameters(jar, "Import-Package");
        assertThat(imports.keySet())
                .filteredOn(
                        name -> !name.startsWith("javax.") && !name.startsWith("sun.") && !name.startsWith("org.w3c."))
                .allMatch(name -> imports.get(name).containsKey("version"), "has a version range");
    }

    @ParameterizedTest
    @MethodSource("ownBundles")
    void carriesItsOwnPackagesAndLibrariesOnly(Path jar) throws IOException {
        assertThat(packages(jar)).allMatch(isIn(name(jar)).or(name -> name.startsWith(LIB)), "own or library package");
    }

    @ParameterizedTest
    @MethodSource("ownBundles")
    void hasItsFolderItsNameAndItsRootPackageInAgreement(Path jar) {
        assertThat(symbolicName(jar)).isEqualTo(name(jar));
        assertThat(Dist.tree().resolve("bundles").resolve(name(jar))).isDirectory();
    }

    @ParameterizedTest
    @MethodSource("ownBundles")
    void hasNoComponentInFoldedLibraries(Path jar) throws IOException {
        for (String component : parameters(jar, "Service-Component").keySet()) {
            assertThat(text(jar, component)).doesNotContain("implementation class=\"" + LIB);
        }
    }

    @Test
    void coreKnowsTheApiLoggingAndTheFrameworkOnly() {
        Path core = ownBundles().stream()
                .filter(jar -> name(jar).equals("io.sluice.core"))
                .findFirst()
                .orElseThrow();

        assertThat(imports(core))
                .allMatch(isIn(API).or(isIn("org.slf4j")).or(isIn("org.osgi")).or(isIn("org.jspecify.annotations")));
        assertThat(packagesOf(core)).allMatch(isIn("io.sluice.core"), "no folded library");
    }

    @Test
    void onlyNetKnowsNettyAndTheGatewayItsHttpParser() {
        assertThat(ownBundles())
                .filteredOn(jar -> imports(jar).stream().anyMatch(isIn("io.netty")))
                .extracting(BundleRulesIT::name)
                .isSubsetOf("io.sluice.net", "io.sluice.gateway");
    }

    @Test
    void theGatewayOpensNoSocketByItself() {
        Path gateway = ownBundles().stream()
                .filter(jar -> name(jar).equals("io.sluice.gateway"))
                .findFirst()
                .orElseThrow();

        assertThat(imports(gateway))
                .filteredOn(isIn("io.netty"))
                .isSubsetOf(
                        "io.netty.buffer",
                        "io.netty.channel",
                        "io.netty.channel.embedded",
                        "io.netty.handler.codec",
                        "io.netty.handler.codec.http",
                        "io.netty.util");
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void aLibraryExportsNothingAndKnowsTheApiAndLibrariesOnly(Path jar) {
        assertThat(Dist.manifest(jar))
                .doesNotContainKeys("Export-Package", "Service-Component", "Bundle-Activator", "Provide-Capability");
        assertThat(imports(jar))
                .allMatch(isIn(API)
                        .or(isIn("org.slf4j"))
                        .or(isIn("com.sun.jna")) // what the JDK lacks of POSIX
                        .or(isIn("org.jspecify.annotations"))
                        .or(name -> name.startsWith(LIB))
                        .or(name -> name.startsWith("javax.")));
    }

    private static Predicate<String> isIn(String root) {
        return name -> name.equals(root) || name.startsWith(root + ".");
    }

    private static String name(Path jar) {
        return jar.getFileName().toString().replaceFirst("-\\d.*", "");
    }

    private static String symbolicName(Path jar) {
        return parameters(jar, "Bundle-SymbolicName").keySet().iterator().next();
    }

    private static Set<String> imports(Path jar) {
        return parameters(jar, "Import-Package").keySet();
    }

    private static Parameters parameters(Path jar, String header) {
        return OSGiHeader.parseHeader(Dist.manifest(jar).get(header));
    }

    private static Set<String> packagesOf(Path jar) {
        try {
            return packages(jar);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> packages(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            List<String> classes = new ArrayList<>();
            file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class"))
                    .forEach(classes::add);
            Set<String> packages = new TreeSet<>();
            classes.forEach(name ->
                    packages.add(name.substring(0, name.lastIndexOf('/')).replace('/', '.')));
            return packages;
        }
    }

    private static String text(Path jar, String entry) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return new String(file.getInputStream(file.getEntry(entry)).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
