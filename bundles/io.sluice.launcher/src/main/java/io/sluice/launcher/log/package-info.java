/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** What Logback needs to write one line a message: escaping, the MDC, silence on the console until the server is up. */
@NullMarked
package io.sluice.launcher.log;

import org.jspecify.annotations.NullMarked;
