/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogMaskTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "rtsp://user:S3cr3t@host/x",
                "rtsp://user:S3cr3t%40x@host",
                "Authorization: Basic S3cr3t==",
                "authorization=Bearer S3cr3t",
                "{\"password\":\"S3cr3t with spaces\"}",
                "password: 'S3cr3t'",
                "http://h/x?token=S3cr3t&a=1",
                "digest: S3cr3t:S3cr3t",
                "x {pbkdf2}210000$S3cr3t==$S3cr3t= y",
                "SLUICE_ADMIN_PASSWORD=S3cr3t"
            })
    void takesOutWhatLooksLikeASecret(String line) {
        assertThat(LogMask.mask(line)).contains("***").doesNotContain("S3cr3t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"viewer u@host joined", "rtsp://192.0.2.7/a@b", "[event=auth.failed] wrong password for \"u\""})
    void leavesTheRest(String line) {
        assertThat(LogMask.mask(line)).isEqualTo(line);
    }
}
