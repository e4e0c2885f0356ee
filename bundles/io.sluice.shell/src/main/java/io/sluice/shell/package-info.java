/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** The commands of the Gogo shell: {@code sluice:streams}, {@code sluice:stream}, {@code sluice:drivers}. */
@NullMarked
package io.sluice.shell;

import org.jspecify.annotations.NullMarked;
