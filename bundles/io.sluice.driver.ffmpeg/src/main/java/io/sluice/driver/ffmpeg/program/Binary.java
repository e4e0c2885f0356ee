/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.program;

import java.nio.file.Path;

/**
 * An ffmpeg that can be used.
 *
 * @param path absolute
 * @param version as it says it itself, for people
 */
public record Binary(Path path, String version) {}
