// CMake runs this program to find out which instruction set to compile the kernels for.

#include <stdio.h>

#include "cpu.hpp"

int main() { fputs(instruction_set(), stdout); }
