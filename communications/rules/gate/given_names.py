"""Given names common in England and Wales, to know a name of a person when it stands alone. Data; never a person."""

_NAMES = """
Aaron Abdul Abigail Adam Adrian Agnieszka Ahmed Aisha Alan Alastair Albert Alex Alexander Alexandra Alfie Ali Alice
Alison Alun Amanda Amara Amelia Amina Amir Amy Andrea Andrew Andrzej Angela Anil Anita Anna Anne Annie Anthony Anwen
Archie Aria Arjun Arthur Asha Ashley Ayesha Barbara Barry Beatrice Becky Bella Ben Benjamin Beth Bethan Bethany
Brandon Brenda Brian Bronwen Bryn Callum Cameron Carl Carly Carol Caroline Carwyn Carys Catherine Catrin Ceri
Charlotte Chantelle Charles Charlie Chidi Chinedu Chloe Chris Christian Christina Christine Christopher Claire Clare
Colin Connor Craig Dafydd Damian Dan Daniel Danielle Danny Darren Dave David Dawid Dean Deborah Declan Deepak Denise
Dennis Derek Diane Dilys Dominic Donna Dorothy Dylan Edward Eilidh Eileen Elaine Eleanor Eleri Elin Elizabeth Ella
Ellen Ellie Elliot Emily Emma Emyr Eric Erin Ethan Evan Evie Farah Fatima Ffion Fiona Florence Frances Francesca
Fred Freya Gareth Garry Gary Gavin Gemma George Georgia Geraint Gerald Gethin Gillian Glenn Glyn Graham Gwen Gwilym
Gwyneth Hamza Hannah Harpreet Harriet Harry Harvey Hassan Hayley Heather Helen Henry Holly Howard Hugh Huw Hywel
Iain Ian Ibrahim Iestyn Ieuan Imran Ioan Iqbal Isaac Isabel Isabella Isla Ivan Jack Jacob Jacqueline Jade Jake Jakub
James Jamie Jan Jane Janet Janice Jason Jasmine Jayden Jean Jeffrey Jennifer Jenny Jeremy Jessica Jill Joan Joanna
Joanne Jodie Joe Joel John Jonathan Jordan Joseph Josh Joshua Joyce Judith Julia Julian Julie June Karen Karl Kate
Katherine Kathleen Katie Kayleigh Keith Kelly Kelvin Kenneth Kerry Kevin Kieran Kim Kirsty Kwame Kyle Lana Laura
Lauren Lee Leah Leanne Leo Leon Leslie Lewis Liam Lily Linda Lisa Llinos Lloyd Logan Lorraine Louis Louise Lowri
Lucas Lucy Luke Lynn Mabel Maisie Malcolm Mandy Marcin Marcus Maria Marian Marie Marion Martin Martyn Mary Mason
Matthew Maureen Megan Mehmet Mia Michael Michelle Miriam Mohamed Mohammed Moira Molly Monika Morgan Muhammad Nadia
Naomi Natalie Natasha Neil Nerys Nia Niall Nicholas Nicola Nicole Nigel Noah Nora Norman Oliver Olivia Olga Omar
Oscar Owain Owen Paige Pamela Patricia Patrick Paul Paula Pauline Pedro Penelope Peter Philip Phoebe Pietro Piotr
Poppy Priya Rachael Rachel Rafael Rajesh Ravi Raymond Rebecca Reece Rhian Rhiannon Rhodri Rhys Richard Ricky Riley
Rita Robert Robin Roger Ronald Rosie Ross Roy Ruby Russell Ruth Ryan Sally Sam Samantha Samir Samuel Sandra Sandeep
Sanjay Sara Sarah Scott Sean Sebastian Shannon Sharon Shaun Sheila Shirley Sian Siân Sienna Simon Sioned Sophia
Sophie Stacey Stanley Stella Stephanie Stephen Steve Steven Stuart Susan Suzanne Sylvia Tamara Tanya Tara Tariq
Teresa Terence Theo Theodore Thomas Tia Tim Timothy Tina Toby Tom Tomasz Tony Tracey Tracy Trevor Tyler Usman
Valerie Vanessa Vera Veronica Victoria Vikram Vincent Vivian Wanda Wayne Wendy William Yasmin Yusuf Yvonne Zachary
Zainab Zara Zoe Zofia
"""
#: Names that are also words, months or places stand here only if they cannot be mistaken in the middle of a sentence.
GIVEN_NAMES = frozenset(_NAMES.split())
