/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** The commands that talk to a running server, or to the files of one that does not run. */
@NullMarked
package io.sluice.launcher.cli;

import org.jspecify.annotations.NullMarked;
