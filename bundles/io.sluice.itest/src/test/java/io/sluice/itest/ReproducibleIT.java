/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same sources give the same bytes: nothing in our jars tells when, where or by whom they were built. */
class ReproducibleIT {
    static List<Path> ownBundles() {
        return BundleRulesIT.ownBundles();
    }

    @ParameterizedTest
    @MethodSource("ownBundles")
    void noEntryHasATimeOfItsOwn(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Set<Long> times = file.stream().map(entry -> entry.getTime()).collect(Collectors.toSet());
            assertThat(times).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("ownBundles")
    void theManifestNamesNoTimeToolOrPerson(Path jar) {
        assertThat(Dist.manifest(jar))
                .doesNotContainKeys(
                        "Bnd-LastModified", "Tool", "Created-By", "Built-By", "Build-Jdk", "Build-Jdk-Spec");
    }
}
