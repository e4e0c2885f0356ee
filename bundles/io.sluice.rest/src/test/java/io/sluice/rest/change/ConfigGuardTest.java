/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.change;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.rest.http.ProblemException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigGuardTest {
    private static final String OLD = """
            env: { CAM: s3cret }
            exec: { allow_paths: [ /usr/bin/camera ] }
            streams:
              lens: exec:/usr/bin/camera --key=abc
              hall: rtsp://admin:${CAM}@192.0.2.7/1
            """;

    private final ConfigGuard guard = new ConfigGuard(new SourcePolicy(scheme -> false, (scheme, authority) -> null));

    @SuppressWarnings("unchecked")
    private static YamlTree tree(String text) {
        return YamlTree.of((Map<String, Object>) YamlTree.typed(text));
    }

    private void check(String changed) throws ProblemException {
        guard.check(tree(OLD), tree(changed));
    }

    @Test
    void letsWhatWasThereStay() {
        assertThatCode(() -> check(OLD + "  yard: rtsp://192.0.2.8/1\n")).doesNotThrowAnyException();
        assertThatCode(() ->
                        check(OLD.replace("abc", "***").replace("${CAM}", "***").replace("s3cret", "'***'")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "streams: { x: exec:/bin/id }",
                "streams: { x: [ demo:, 'exec:/bin/id' ] }",
                "streams: { x: { url: 'exec:/bin/id' } }",
                "streams: { x: &a [ 'exec:/bin/id' ], y: *a }",
                "streams: { x: \"e\\x78ec:/bin/id\" }",
                "streams: { x: '${SOURCE}' }",
                "publish: { hall: exec:/bin/id }",
                "api: { base_path: '${SECRET}' }",
                "tuning: {}"
            })
    void refusesWhatReachesTheMachine(String added) {
        String rest = added.startsWith("tuning") ? "" : OLD.replaceAll("(?s)streams:.*", "");
        assertThatThrownBy(() -> check(rest + added + "\n"))
                .isInstanceOf(ProblemException.class)
                .extracting(problem -> ((ProblemException) problem).status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/usr/bin/camera=/bin/sh", "s3cret=other", "--key=abc=--key=other; x"})
    void refusesOtherProgramsAndVariables(String change) {
        int split = change.lastIndexOf('=');
        String from = change.startsWith("--") ? "--key=abc" : change.substring(0, split);
        String to = change.startsWith("--") ? "--key=other" : change.substring(split + 1);
        assertThatThrownBy(() -> check(OLD.replace(from, to))).isInstanceOf(ProblemException.class);
    }
}
